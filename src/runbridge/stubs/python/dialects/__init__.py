"""One module for each library whose types Python stubs use."""
