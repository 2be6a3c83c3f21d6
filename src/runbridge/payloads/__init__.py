"""The inputs and outputs of workflows, validated with the JSON Schemas of users."""
