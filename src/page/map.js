// The map comes alive here.
