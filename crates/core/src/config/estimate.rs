//! `[estimate]`: how many minutes are counted for each size of an item.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The minutes counted for each size, never falling from one size to the next.
///
/// Where the file does not say, about the geometric middle of each range of the sizes: under a
/// quarter of an hour, up to one hour, up to three, and more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Estimate {
    /// One line, a typo, a setting.
    #[serde(rename = "S")]
    pub small: u32,
    /// One function.
    #[serde(rename = "M")]
    pub medium: u32,
    /// Several functions, a small feature.
    #[serde(rename = "L")]
    pub large: u32,
    /// Across files, architecture.
    #[serde(rename = "XL")]
    pub huge: u32,
}

impl Default for Estimate {
    fn default() -> Self {
        Self { small: 8, medium: 30, large: 105, huge: 240 }
    }
}

impl Estimate {
    /// The sizes as tasks name them, the smallest first.
    pub const SIZES: [&str; 4] = ["S", "M", "L", "XL"];

    /// The minutes of each size, the smallest first.
    pub fn minutes(&self) -> [u32; 4] {
        [self.small, self.medium, self.large, self.huge]
    }

    /// The estimate with these minutes for the sizes, the smallest first.
    pub fn of([small, medium, large, huge]: [u32; 4]) -> Self {
        Self { small, medium, large, huge }
    }

    /// The minutes of the size called `name`; none where there is no such size.
    pub fn named(&self, name: &str) -> Option<u32> {
        let at = Self::SIZES.iter().position(|size| *size == name)?;
        Some(self.minutes()[at])
    }

    /// Whether no size counts for nothing, and none for more than the next.
    pub fn is_sound(&self) -> bool {
        self.small > 0 && self.minutes().is_sorted()
    }
}
