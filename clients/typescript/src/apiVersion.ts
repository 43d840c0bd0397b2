// Which version of the API this client speaks. Written by `make clients` from the API's description; not by hand.

export const API_VERSION = "2026-11-30";
