"""The entry point of this repository to the generator, `runbridge.codegen`."""
