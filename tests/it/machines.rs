//! Several machines: clones that share only a remote, over a path and over ssh.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::scene::{Scene, run};
use crate::start::planned;

const SECOND: &str = "../second";

/// The first clone plans and lands, the second one works; `hub` is how both reach the remote.
fn work_over(scene: &Scene, hub: &str, second: &dyn Fn(&str, &str, &[&str]) -> String) {
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["remote", "add", "origin", hub]);
    second("git", ".", &["push", "-q", "origin", "main"]);
    second("git", ".", &["clone", "-q", hub, SECOND]);
    for (n, tree, file) in
        [("1", "task-1-api-endpoints", "src/api/a.rs"), ("2", "task-2-ui", "src/ui/b.rs")]
    {
        second("git", SECOND, &["parallel", "start", &format!("task-{n}")]);
        let tree = format!("{SECOND}/worktrees/{tree}");
        scene.commit_in(&tree, file, "from afar\n", "[COMPLETE] Done").done();
        second("git", &tree, &["push", "-q", "origin", "HEAD"]);
    }
    second("git", ".", &["parallel", "status", "--fetch"]);
    let report = scene.parallel(&["status", "--json"]).json();
    assert_eq!(report["workers"][0]["state"], "complete");
    scene.parallel(&["integrate", "f"]).done();
    second("git", ".", &["parallel", "land", "--yes", "--push"]);
    second("git", SECOND, &["pull", "-q", "--ff-only"]);
    assert_eq!(scene.read(&format!("{SECOND}/src/ui/b.rs")), "from afar\n");
}

#[test]
fn clones_over_a_path_work_together() {
    let scene = planned();
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = scene.outside().join("hub.git");
    work_over(&scene, &hub.to_string_lossy(), &|program, directory, args| {
        let mut command = scene.command(program, directory);
        command.args(args);
        run(command, None).done()
    });
}

#[test]
fn what_to_merge_is_named_as_it_is_called_here() {
    let scene = planned();
    scene.git(&["add", "-A"]);
    scene.git(&["commit", "-qm", "Plan"]);
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = scene.outside().join("hub.git").to_string_lossy().into_owned();
    scene.git(&["remote", "add", "origin", &hub]);
    scene.git(&["push", "-q", "origin", "main"]);
    scene.git(&["clone", "-q", &hub, SECOND]);
    scene.parallel(&["start", "task-1"]).done();
    let api = "worktrees/task-1-api-endpoints";
    scene.commit_in(api, "src/api/a.rs", "model\n", "[CHECKPOINT] Model").done();
    scene.git_in(api, &["push", "-q", "origin", "HEAD"]).done();

    scene.git_in(SECOND, &["fetch", "-q"]).done();
    scene.parallel_in(SECOND, &["start", "task-2"]).done();
    let kickoff = scene.parallel_in(SECOND, &["prompt", "task-2"]).done();
    assert!(
        kickoff.contains("`git merge --no-ff --no-edit origin/work/task-1-api-endpoints`"),
        "{kickoff}"
    );
    let ui = format!("{SECOND}/worktrees/task-2-ui");
    let need = ["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-1/Model] to show it"];
    scene.git_in(&ui, &need).done();
    let said = scene.parallel_in(SECOND, &["status"]).done();
    let line =
        "git -C worktrees/task-2-ui merge --no-ff --no-edit origin/work/task-1-api-endpoints";
    assert!(said.contains(line), "{said}");
    let prompt = scene.parallel_in(SECOND, &["prompt", "task-2", "--resume"]).done();
    let merge = prompt
        .lines()
        .find_map(|line| line.strip_prefix("git merge --no-ff --no-edit "))
        .expect(&prompt);
    scene.git_in(&ui, &["merge", "-q", merge]).done();
    assert_eq!(scene.read(&format!("{ui}/src/api/a.rs")), "model\n");
    let said = scene.parallel_in(SECOND, &["status"]).done();
    assert!(!said.contains("take task-1/Model"), "{said}");

    // Taken up here as well, with more on the remote.
    scene.git_in(SECOND, &["branch", "work/task-1-api-endpoints", "main"]).done();
    let need = ["commit", "-q", "--allow-empty", "-m", "[NEEDS:task-1/View] to show it"];
    scene.git_in(&ui, &need).done();
    scene.commit_in(api, "src/api/a.rs", "view\n", "[CHECKPOINT] View").done();
    scene.git_in(api, &["push", "-q", "origin", "HEAD"]).done();
    let said = scene.parallel_in(SECOND, &["status", "--fetch"]).done();
    assert!(said.contains(line), "{said}");
}

/// An ssh server of this test's own, ended with it.
pub struct Server {
    child: Child,
    port: u16,
    ssh: String,
}

impl Server {
    /// The address of `path` on this server.
    pub fn url(&self, path: &std::path::Path) -> String {
        let user = Command::new("id").arg("-un").output().expect("id").stdout;
        let user = String::from_utf8(user).expect("a name");
        format!("ssh://{}@127.0.0.1:{}{}", user.trim(), self.port, path.display())
    }

    /// What git must run to reach it (`GIT_SSH_COMMAND`).
    pub fn ssh(&self) -> &str {
        &self.ssh
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Starts one on loopback; none where no ssh server is installed.
pub fn server(scene: &Scene) -> Option<Server> {
    let program = ["/usr/sbin/sshd", "/usr/local/sbin/sshd"]
        .into_iter()
        .find(|path| std::path::Path::new(path).exists())?;
    let home = scene.outside().join("home");
    for name in ["host", "user"] {
        let mut keygen = scene.command("ssh-keygen", ".");
        keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(home.join(name));
        run(keygen, None).done();
    }
    std::fs::copy(home.join("user.pub"), home.join("authorized_keys")).expect("a key");
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("an address")
        .port();
    let shown = home.display();
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {shown}/host\nAuthorizedKeysFile {shown}/authorized_keys\n\
         StrictModes no\nUsePAM no\nPidFile none\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"
    );
    std::fs::write(home.join("sshd_config"), config).expect("a configuration");
    std::fs::create_dir_all("/run/sshd").ok();
    let child = Command::new(program)
        .args(["-D", "-e", "-f"])
        .arg(home.join("sshd_config"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a server");
    let until = Instant::now() + Duration::from_secs(20);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "the ssh server does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
    let ssh = format!(
        "ssh -i {} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR",
        home.join("user").display()
    );
    Some(Server { child, port, ssh })
}

#[test]
fn clones_over_ssh_work_together() {
    let scene = planned();
    let Some(server) = server(&scene) else {
        eprintln!("skipped: no ssh server is installed");
        return;
    };
    scene.git(&["init", "-q", "--bare", "-b", "main", "../hub.git"]);
    let hub = server.url(&scene.outside().join("hub.git"));
    work_over(&scene, &hub, &|program, directory, args| {
        let mut command = scene.command(program, directory);
        command.args(args).env("GIT_SSH_COMMAND", server.ssh());
        run(command, None).done()
    });
}
