"""How a parcel was packed, kept as a chain of documents, with its photo."""
