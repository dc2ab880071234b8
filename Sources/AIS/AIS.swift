// The embedding product: a session, its answers, and what can go wrong.

@_exported import AISLanguage
@_exported import AISSource
@_exported import AISUnits
