"""CMS tables a user imports: NCCI pairs, unit limits, add-on codes, fee schedule, ICD-10-CM, one file per quarter."""
