"""Typed tables: records in Arrow columns and Parquet files, and back. It needs pyarrow, which is imported only here."""
