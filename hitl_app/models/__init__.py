"""Predictors behind one protocol: what a model says of cases, checked before it is relied on."""
