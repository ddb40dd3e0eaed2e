//! Work items to a manifest and a split in which every file has one owner.
