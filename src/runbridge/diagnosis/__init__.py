"""Why a record is not valid: problems with their locations, causes and fixes."""
