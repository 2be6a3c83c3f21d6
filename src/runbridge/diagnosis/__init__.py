"""Why a record is not valid: problems with location, cause and fix."""
