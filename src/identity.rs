//! The key that makes a node the same node tomorrow: a file, made at the first use and never overwritten.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use data_encoding::BASE64;
use libp2p::identity::{DecodingError, Keypair};

use crate::words::Language;

/// Why there is no key to start with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is there, and cannot be read.
    #[error("{}", Language::English.identity_unreadable(path, source))]
    Read {
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is there, and nothing is in it.
    #[error("{}", Language::English.identity_empty(path))]
    Empty { path: PathBuf },
    /// The file is there, and holds something else.
    #[error("{}", Language::English.identity_no_key(path, source))]
    NotAKey {
        path: PathBuf,
        /// What is wrong with it.
        source: DecodingError,
    },
    /// The file is not there, and cannot be made.
    #[error("{}", Language::English.identity_not_made(path, source))]
    Create {
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// Returns the key in this file; where there is no file, makes one with a new key.
///
/// # Errors
/// Says what is wrong with the file. A file that is there is never written.
pub fn of_file(path: &Path) -> Result<Keypair, Error> {
    match fs::read(path) {
        Ok(bytes) if bytes.trim_ascii().is_empty() => Err(Error::Empty { path: path.to_owned() }),
        Ok(bytes) => decoded(bytes).map_err(|source| Error::NotAKey { path: path.to_owned(), source }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            create(path).map_err(|source| Error::Create { path: path.to_owned(), source })
        }
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

/// Reads a key of any kind: as libp2p writes it (protobuf), the same in base64 as a Kubo's configuration has it
/// (`Identity.PrivKey`), or an RSA key as PKCS#8.
fn decoded(mut bytes: Vec<u8>) -> Result<Keypair, DecodingError> {
    let wrong = match Keypair::from_protobuf_encoding(&bytes) {
        Ok(key) => return Ok(key),
        Err(wrong) => wrong,
    };
    let text = BASE64.decode(bytes.trim_ascii()).ok().and_then(|bytes| Keypair::from_protobuf_encoding(&bytes).ok());
    text.or_else(|| Keypair::rsa_from_pkcs8(&mut bytes).ok()).ok_or(wrong)
}

fn create(path: &Path) -> io::Result<Keypair> {
    let key = Keypair::generate_ed25519();
    let bytes = key.to_protobuf_encoding().map_err(io::Error::other)?;
    let mut file = create_private(path)?;
    if let Err(error) = file.write_all(&bytes).and_then(|()| file.sync_all()) {
        // Half a key would be refused at every later start.
        drop(file);
        let _ = fs::remove_file(path);
        return Err(error);
    }
    Ok(key)
}

/// Makes a file that only its owner may read; fails where there is one.
fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_start_is_the_same_node() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        let first = of_file(&path).expect("makes one");
        let second = of_file(&path).expect("reads it");
        assert_eq!(first.public(), second.public());
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        of_file(&path).expect("makes one");
        let mode = fs::metadata(&path).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_is_no_key_is_said_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.txt");
        for (content, says) in
            [("my notes", "notes.txt holds no libp2p private key"), ("", "notes.txt is empty"), (" \n", "is empty")]
        {
            fs::write(&path, content).expect("writes");
            let said = of_file(&path).expect_err("no key").to_string();
            assert!(said.contains(says), "{said}");
            assert_eq!(fs::read_to_string(&path).expect("still there"), content);
        }
    }

    #[test]
    fn a_key_of_any_kind_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        let read = |bytes: &[u8]| {
            fs::write(&path, bytes).expect("writes");
            of_file(&path).expect("is a key").public().to_peer_id()
        };
        for key in [Keypair::generate_ed25519(), Keypair::generate_secp256k1(), Keypair::generate_ecdsa()] {
            let bytes = key.to_protobuf_encoding().expect("can be written");
            assert_eq!(read(&bytes), key.public().to_peer_id());
            let text = format!("{}\n", BASE64.encode(&bytes));
            assert_eq!(read(text.as_bytes()), key.public().to_peer_id(), "as a Kubo's configuration has it");
        }
        let rsa = include_bytes!("../tests/keys/rsa.pk8");
        let same = Keypair::rsa_from_pkcs8(&mut rsa.to_vec()).expect("an RSA key made for tests");
        assert_eq!(read(rsa), same.public().to_peer_id());
        assert!(read(rsa).to_base58().starts_with("Qm"));
    }

    #[test]
    fn a_missing_folder_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let said = of_file(&folder.path().join("no/key")).expect_err("no folder").to_string();
        assert!(said.starts_with("cannot make the identity"), "{said}");
    }
}
