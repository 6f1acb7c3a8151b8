#!/usr/bin/env bash
# Names everything that this machine lacks, and how to get it, before anything is built.
set -u
missing=0

lacks() {
    printf '%s\n    %s\n' "$1" "$2" >&2
    missing=1
}

has() { command -v "$1" >/dev/null 2>&1; }

has rustup && has cargo ||
    lacks "rustup is missing: it brings Rust and the wasm target." "Get it from https://rustup.rs, or as your system's package 'rustup'."

if ! has node; then
    lacks "Node is missing; version 20 or newer is needed." "Get it from https://nodejs.org, or by a version manager such as nvm or fnm."
elif [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
    lacks "Node $(node --version) is too old; version 20 or newer is needed." "Get it from https://nodejs.org, or by a version manager such as nvm or fnm."
fi
has npm || lacks "npm is missing." "It comes with Node; on Debian it is the package 'npm'."

has cc || lacks "A C compiler is missing: Rust links with it." "Debian: apt-get install build-essential. macOS: xcode-select --install."

# worker-build is compiled here, and its HTTP client wants the system's OpenSSL on Linux.
if [ "$(uname -s)" = Linux ] && [ ! -x .tools/bin/worker-build ] && ! { has pkg-config && pkg-config --exists openssl; }; then
    lacks "OpenSSL's development files or pkg-config are missing." "Debian: apt-get install pkg-config libssl-dev. Fedora: dnf install pkgconf openssl-devel."
fi

[ "$missing" = 0 ] || exit 1

# rust-toolchain.toml names the toolchain, its components and the wasm target.
if ! rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown; then
    rustup target add wasm32-unknown-unknown ||
        { lacks "The Rust target wasm32-unknown-unknown could not be installed." "Try: rustup target add wasm32-unknown-unknown"; exit 1; }
fi
