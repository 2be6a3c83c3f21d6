"""Type parameters for payloads, wherever in a record a payload is."""

from typing import Any

from runbridge.stubs.ir.module_builder import read_module
from runbridge.stubs.ir.types import Module
from runbridge.stubs.typescript.module import TypeScript, typescript
from tests.stubs.stub_modules import canonical, document

#: A recursive format with nested payloads.
JOB: dict[str, Any] = {
    "title": "Job",
    "type": ["object", "null"],
    "required": ["step", "plain", "came"],
    "properties": {
        "step": {"$ref": "#/$defs/Step"},
        "plain": {"$ref": "#/$defs/Plain"},
        "came": {"x-payload": "output"},
    },
    "additionalProperties": {"$ref": "#/$defs/Step"},
    "$defs": {
        "Step": {
            "type": "object",
            "required": ["went", "next", "named", "pair"],
            "properties": {
                "went": {"x-payload": "input"},
                "next": {"anyOf": [{"$ref": "#/$defs/Step"}, {"type": "null"}]},
                "named": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Step"}},
                "pair": {
                    "type": "array",
                    "prefixItems": [{"$ref": "#/$defs/Step"}],
                    "items": {"$ref": "#/$defs/Plain"},
                },
            },
        },
        "Plain": {"type": "object", "required": ["x"], "properties": {"x": {"type": "string"}}},
    },
}
TREE: dict[str, Any] = {
    "title": "Tree",
    "type": "object",
    "required": ["kids"],
    "properties": {"kids": {"type": "array", "items": {"$ref": "#"}}},
}


def exported(module: Module) -> list[str]:
    """The lines with exports and types, without comments."""
    lines = typescript(module, TypeScript()).splitlines()
    return [line.strip() for line in lines if line.strip() and line.strip()[0] not in "/*}"]


def test_payloads_are_parameters_of_all_types_around_them() -> None:
    assert exported(read_module({"job": document(JOB)}, {})) == [
        "export type Job<TInput = unknown, TOutput = unknown> = JobObject<TInput, TOutput> | null;",
        "export interface JobObject<TInput = unknown, TOutput = unknown> {",
        "step: Step<TInput>;",
        "plain: Plain;",
        "came: TOutput;",
        "[name: string]: Step<TInput> | Plain | TOutput;",
        "export interface Step<TInput = unknown> {",
        "went: TInput;",
        "next: Step<TInput> | null;",
        "named: { [name: string]: Step<TInput> };",
        "pair: [Step<TInput>?, ...Plain[]];",
        "export interface Plain {",
        "x: string;",
    ]


def test_described_payloads_are_the_defaults_of_parameters() -> None:
    module = read_module({"job": document(JOB)}, {"input": document(TREE), "output": document(TREE)})
    assert exported(module) == [
        "export type Job<TInput = Tree, TOutput = TreeOutput> = JobObject<TInput, TOutput> | null;",
        "export interface JobObject<TInput = Tree, TOutput = TreeOutput> {",
        "step: Step<TInput>;",
        "plain: Plain;",
        "came: TOutput;",
        "[name: string]: Step<TInput> | Plain | TOutput;",
        "export interface Step<TInput = Tree> {",
        "went: TInput;",
        "next: Step<TInput> | null;",
        "named: { [name: string]: Step<TInput> };",
        "pair: [Step<TInput>?, ...Plain[]];",
        # A recursive type without payloads has no parameter.
        "export interface Tree {",
        "kids: Tree[];",
        "export interface Plain {",
        "x: string;",
        "export interface TreeOutput {",
        "kids: TreeOutput[];",
    ]


def test_a_record_only_has_parameters_for_its_own_payloads() -> None:
    heads = [line for line in exported(canonical()) if line.startswith("export interface")]
    assert heads == [
        "export interface WorkflowRun<TInput = unknown, TOutput = unknown> {",
        "export interface WorkflowRunModel<TInput = unknown> {",
        "export interface WorkflowRunOutputModel {",
        "export interface MediaItem {",
    ]


def test_describing_one_payload_leaves_the_other_opaque() -> None:
    module = canonical("workflow-run", output={"type": "array", "items": {"type": "number"}})
    lines = exported(module)
    assert lines[0] == "export interface WorkflowRun<TInput = unknown, TOutput = Output> {"
    assert "export type Output = number[];" in lines
