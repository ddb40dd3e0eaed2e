//! Text of work-item documents to work items with their source lines.
