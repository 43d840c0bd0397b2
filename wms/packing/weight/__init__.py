"""What a parcel weighs: expected by the catalogue, said by a scale, and agreed to."""
