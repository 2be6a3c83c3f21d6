"""JSON Schemas of users: read and checked, with a node for each schema in them; and the shipped ones in other forms."""
