# Generated from schemas/ by `python -m codegen`.
# Do not edit: change the source and run the command again.

from collections.abc import Mapping

from runbridge.record.models import ModelResidue, convert_model

from .airflow_dag_run.model import AirflowDagRun
from .comfy_webhook_body.model import ComfyWebhookBody
from .github_workflow_run.model import GithubWorkflowRun
from .kfp_run.model import KfpRun
from .mlflow_run.model import MlflowRun
from .prefect_flow_run.model import PrefectFlowRun
from .temporal_workflow_execution.model import TemporalWorkflowExecution
from .workflow_run.model import WorkflowRun
from .workflow_run_model.model import WorkflowRunModel

__all__ = [
    "AirflowDagRun",
    "ComfyWebhookBody",
    "GithubWorkflowRun",
    "KfpRun",
    "MlflowRun",
    "PrefectFlowRun",
    "TemporalWorkflowExecution",
    "WorkflowRun",
    "WorkflowRunModel",
    "to_airflow_dag_run",
    "to_comfy_webhook_body",
    "to_github_workflow_run",
    "to_kfp_run",
    "to_mlflow_run",
    "to_prefect_flow_run",
    "to_temporal_workflow_execution",
    "to_workflow_run",
    "to_workflow_run_model",
]


def to_airflow_dag_run(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> AirflowDagRun:
    """A WorkflowRun as a AirflowDagRun; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, AirflowDagRun, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_comfy_webhook_body(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> ComfyWebhookBody:
    """A WorkflowRun as a ComfyWebhookBody; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, ComfyWebhookBody, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_github_workflow_run(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> GithubWorkflowRun:
    """A WorkflowRun as a GithubWorkflowRun; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, GithubWorkflowRun, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_kfp_run(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> KfpRun:
    """A WorkflowRun as a KfpRun; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, KfpRun, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_mlflow_run(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> MlflowRun:
    """A WorkflowRun as a MlflowRun; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, MlflowRun, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_prefect_flow_run(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> PrefectFlowRun:
    """A WorkflowRun as a PrefectFlowRun; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, PrefectFlowRun, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_temporal_workflow_execution(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> TemporalWorkflowExecution:
    """A WorkflowRun as a TemporalWorkflowExecution; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, TemporalWorkflowExecution, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_workflow_run(
    run: AirflowDagRun
    | ComfyWebhookBody
    | GithubWorkflowRun
    | KfpRun
    | MlflowRun
    | PrefectFlowRun
    | TemporalWorkflowExecution
    | WorkflowRunModel,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> WorkflowRun:
    """A run of another format as a WorkflowRun; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, WorkflowRun, residue=residue, apply_residue=apply_residue, set=set, map=map)


def to_workflow_run_model(
    run: WorkflowRun,
    *,
    residue: ModelResidue = "embed",
    apply_residue: bool = True,
    set: Mapping[str, str] | None = None,
    map: Mapping[str, Mapping[str, str]] | None = None,
) -> WorkflowRunModel:
    """A WorkflowRun as a WorkflowRunModel; options as for `convert`.

    Raises Unconvertible, UsageError, and NotRepresentable for a duration that no float holds in the other unit and for
    every NaN and infinity.
    """
    return convert_model(run, WorkflowRunModel, residue=residue, apply_residue=apply_residue, set=set, map=map)
