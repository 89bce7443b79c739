"""The examples of the OpenAPI document: requests that are sent to a real application, and what it answered."""
