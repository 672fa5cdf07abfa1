//! Networks that are made for a test: network namespaces on a bridge that leads nowhere, and programs in them.

use std::{
    env, fs,
    io::{self, BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

/// Set in a process that plays a part in a test: which.
pub(super) const PART: &str = "KADSCOPE_TEST_PART";
/// How long a program may take to say something.
const PATIENCE: Duration = Duration::from_secs(60);

/// A network; taken down when dropped.
pub(super) struct Lan {
    /// The namespaces: the bridge's, then the hosts'.
    names: Vec<String>,
}

impl Lan {
    /// Returns a network with a host at each of these addresses; none where none can be made, which is said.
    pub(super) fn of(addresses: &[String]) -> Option<Self> {
        static NETWORKS: AtomicUsize = AtomicUsize::new(0);
        let id = format!("kadscope-{}-{}", std::process::id(), NETWORKS.fetch_add(1, Ordering::Relaxed));
        let mut lan = Self { names: Vec::new() };
        if let Err(reason) = lan.add(format!("{id}-hub")) {
            let _ = writeln!(io::stderr(), "SKIPPED: no network namespaces can be made here: {reason}");
            return None;
        }
        lan.join(&id, addresses).expect("who may make a namespace may join it with others");
        Some(lan)
    }

    fn join(&mut self, id: &str, addresses: &[String]) -> Result<(), String> {
        let (lan, hub) = (self, format!("{id}-hub"));
        ip(&["-n", &hub, "link", "add", "bridge", "type", "bridge", "mcast_snooping", "0"])?;
        ip(&["-n", &hub, "link", "set", "bridge", "up"])?;
        for (number, address) in (1..).zip(addresses) {
            let (name, port) = (format!("{id}-{number}"), format!("port{number}"));
            lan.add(name.clone())?;
            ip(&["-n", &hub, "link", "add", &port, "type", "veth", "peer", "name", "lan", "netns", &name])?;
            ip(&["-n", &hub, "link", "set", &port, "master", "bridge", "up"])?;
            ip(&["-n", &name, "addr", "add", address, "dev", "lan"])?;
            ip(&["-n", &name, "link", "set", "lo", "up"])?;
            ip(&["-n", &name, "link", "set", "lan", "up"])?;
        }
        Ok(())
    }

    fn add(&mut self, name: String) -> Result<(), String> {
        ip(&["netns", "add", &name])?;
        self.names.push(name);
        Ok(())
    }

    /// Returns the namespace of a host; the first is 1.
    pub(super) fn host(&self, number: usize) -> &str {
        &self.names[number]
    }

    /// Lets a host ask this name server.
    pub(super) fn resolve(&self, host: usize, server: &str) {
        let settings = settings(self.host(host));
        fs::create_dir_all(&settings).expect("root writes there");
        fs::write(settings.join("resolv.conf"), format!("nameserver {server}\n")).expect("root writes there");
    }

    /// Returns a command that runs at a host.
    pub(super) fn command(&self, host: usize, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", self.host(host), program]);
        command
    }
}

impl Drop for Lan {
    fn drop(&mut self) {
        for name in &self.names {
            let _ = ip(&["netns", "del", name]);
            let _ = fs::remove_dir_all(settings(name));
        }
    }
}

/// Where `ip netns exec` looks for files that a host has in the place of the machine's.
fn settings(namespace: &str) -> PathBuf {
    PathBuf::from("/etc/netns").join(namespace)
}

fn ip(arguments: &[&str]) -> Result<(), String> {
    let ran = Command::new("ip").args(arguments).output().map_err(|error| format!("ip: {error}"))?;
    if ran.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&ran.stderr).trim().to_owned()) }
}

/// A program that takes lines and says some; it is ended when this is dropped.
pub(super) struct Talker {
    child: Child,
    input: ChildStdin,
    output: mpsc::Receiver<String>,
}

impl Talker {
    /// Starts what plays a part (`lan::a_part_of_another_test`) at a host.
    pub(super) fn part(lan: &Lan, host: usize, part: &str) -> Self {
        let here = env::current_exe().expect("this test has a path");
        let mut command = lan.command(host, &here.to_string_lossy());
        command.args(["lan::a_part_of_another_test", "--exact", "--nocapture"]).env(PART, part);
        Self::start(command)
    }

    /// Starts a program.
    pub(super) fn start(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let input = child.stdin.take().expect("its input is a pipe");
        let lines = BufReader::new(child.stdout.take().expect("its output is a pipe")).lines();
        let (send, output) = mpsc::channel();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| send.send(line)));
        Self { child, input, output }
    }

    pub(super) fn line(&mut self, line: &str) {
        writeln!(self.input, "{line}").expect("the program reads");
    }

    /// Waits until it says this. Returns the whole line.
    pub(super) fn wait_for(&self, text: &str) -> String {
        let mut said = String::new();
        while !said.contains(text) {
            let line = self.output.recv_timeout(PATIENCE);
            said = line.unwrap_or_else(|_| panic!("waited for {text:?}; it last said {said:?}"));
        }
        said
    }
}

impl Drop for Talker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
