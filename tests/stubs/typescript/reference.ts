// The interface as the reference of WorkflowRun has it, and ours.
import { holds, type Same } from "./tools.js";
import type { WorkflowRun as Ours } from "./types.js";

interface WorkflowRun {
  id: string;
  workspaceId: string;
  subjectId: string;
  parentRunId: string | null;
  status:
    | "pending"
    | "failed"
    | "running"
    | "completed"
    | "cancelled"
    | "timed_out"
    | "paused"
    | "waiting";
  mode: "sync" | "async";
  input: unknown;
  output: any;
  error: string | null;
  triggeredBy: "workflow" | "agent" | "swarm" | "user" | "event";
  cfWorkflowId: string | null;
  durationMs: number | null;
  userId: string;
  startedAt: string | null;
  completedAt: string | null;
  createdAt: string;
  updatedAt: string;
}

holds<Same<Ours, WorkflowRun>>();
holds<Same<Ours<unknown, any>, WorkflowRun>>();

export const there: (run: WorkflowRun) => Ours = (run) => run;
export const back: (run: Ours) => WorkflowRun = (run) => run;

// What the comparison is worth.
// @ts-expect-error: a field has another type
holds<Same<Ours, Omit<WorkflowRun, "durationMs"> & { durationMs: number }>>();
// @ts-expect-error: a field is optional
holds<Same<Ours, Omit<WorkflowRun, "error"> & { error?: string | null }>>();
// @ts-expect-error: there is one more optional field
holds<Same<Ours, WorkflowRun & { extra?: string }>>();
// @ts-expect-error: a vocabulary has one value less
holds<Same<Ours, Omit<WorkflowRun, "mode"> & { mode: "sync" }>>();
