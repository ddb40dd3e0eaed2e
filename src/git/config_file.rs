//! Reading one configuration file by itself: no includes, no other scopes.

use gix::config::File;
use gix::config::file::Metadata;

use super::Error;

/// Reads the text of a configuration file.
pub(super) fn parse(text: &[u8]) -> Result<File, Error> {
    File::from_bytes_no_includes(text, Metadata::api(), gix::config::file::init::Options::default())
        .map_err(|error| Error::Read(error.to_string()))
}
