# Generated from schemas/ by `python -m codegen`.
# Do not edit: change the source and run the command again.

from runbridge._runtime.registry import Format

from . import (
    airflow_dag_run,
    comfy_webhook_body,
    github_workflow_run,
    kfp_run,
    mlflow_run,
    prefect_flow_run,
    temporal_workflow_execution,
    workflow_run,
    workflow_run_model,
)

FORMATS: dict[str, Format] = {
    "airflow-dag-run": airflow_dag_run.FORMAT,
    "comfy-webhook-body": comfy_webhook_body.FORMAT,
    "github-workflow-run": github_workflow_run.FORMAT,
    "kfp-run": kfp_run.FORMAT,
    "mlflow-run": mlflow_run.FORMAT,
    "prefect-flow-run": prefect_flow_run.FORMAT,
    "temporal-workflow-execution": temporal_workflow_execution.FORMAT,
    "workflow-run": workflow_run.FORMAT,
    "workflow-run-model": workflow_run_model.FORMAT,
}
