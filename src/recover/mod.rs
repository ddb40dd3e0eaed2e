//! Findings about broken states, and the mend of each.
