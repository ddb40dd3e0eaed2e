//! What a document or a plan means by a path it names.

/// A path without its final slash; of a glob, the directory all its matches are in. Without a star
/// it is no glob: `app/[slug]/page.tsx` is one file.
pub fn ground(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    if !path.contains('*') {
        return path;
    }
    path.find(['*', '?', '['])
        .map_or(path, |glob| path[..glob].rsplit_once('/').map_or("", |(head, _)| head))
}

/// A path that stands for what `path` names: of a folder or a glob, something in it.
pub fn sample(path: &str) -> String {
    let ground = ground(path);
    if path.ends_with('/') || ground.len() < path.len() {
        return format!("{ground}/x").trim_start_matches('/').to_owned();
    }
    path.to_owned()
}
