//! The shop the demo plays in: a few small files and the review of them.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Every file of the shop.
const FILES: [(&str, &str); 10] = [
    ("review.md", include_str!("shop/review.md")),
    ("check.sh", include_str!("shop/check.sh")),
    ("server/orders.py", "# Orders are plain dictionaries for now.\n"),
    ("server/users.py", "def address(user):\n    return user['address']\n"),
    ("server/mail.py", "def send(to, text):\n    print('mail to', to, text)\n"),
    ("web/checkout.js", "// The checkout comes here.\n"),
    ("web/cart.js", "export const cart = []\n"),
    ("web/profile.js", "// The profile comes here.\n"),
    ("tools/import.sh", "#!/bin/sh\necho import \"$@\"\n"),
    ("tools/report.sh", "#!/bin/sh\necho report\n"),
];

/// Writes the shop below `root`.
pub(super) fn write(root: &Path) -> Result<(), Failure> {
    for (name, text) in FILES {
        let file = root.join(name);
        let told = |error: std::io::Error| {
            Failure::new(format!("cannot write '{}'", file.display())).because(&error)
        };
        fs::create_dir_all(file.parent().unwrap_or(root)).map_err(told)?;
        fs::write(&file, text).map_err(told)?;
    }
    Ok(())
}
