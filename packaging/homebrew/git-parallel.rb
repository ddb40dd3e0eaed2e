class GitParallel < Formula
  desc "Split one large task over several workers in git worktrees and land their work"
  homepage "@FROM@"
  version "@VERSION@"
  license "MIT"

  depends_on "git"
  depends_on :linux

  on_intel do
    url "@FROM@/git-parallel-@VERSION@-x86_64-unknown-linux-gnu.tar.gz"
    sha256 "@SUM:x86_64-unknown-linux-gnu@"
  end
  # @ONLY:aarch64-unknown-linux-gnu@
  on_arm do
    url "@FROM@/git-parallel-@VERSION@-aarch64-unknown-linux-gnu.tar.gz"
    sha256 "@SUM:aarch64-unknown-linux-gnu@"
  end
  # @END@

  def install
    bin.install "bin/git-parallel"
    man1.install Dir["share/man/man1/*"]
    man5.install Dir["share/man/man5/*"]
    bash_completion.install "share/bash-completion/completions/git-parallel"
    zsh_completion.install "share/zsh/site-functions/_git-parallel"
    fish_completion.install "share/fish/vendor_conf.d/git-parallel.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/git-parallel --version")
    system bin/"git-parallel", "demo", testpath/"demo"
  end
end
