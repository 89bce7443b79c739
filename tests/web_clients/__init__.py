"""The clients that are generated from the OpenAPI document, compiled strictly and tried on a real server."""
