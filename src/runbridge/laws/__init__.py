"""The laws of conversion as properties of any format: records, edits and residues come from its schema and bridge.

It needs Hypothesis (`pip install 'runbridge[codegen]'`) and no test runner: a law that does not hold raises
AssertionError.
"""
