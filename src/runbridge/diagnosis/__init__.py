"""Why a record is not valid: problems with their place, cause and fix."""
