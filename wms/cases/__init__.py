"""Cases: what somebody asks or complains about, until it is put right and who pays is said."""
