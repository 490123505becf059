/// The arithmetic of evidence: how sure one can be after so many samples. Pure functions and values, each with its source.
public enum Statistics {}
