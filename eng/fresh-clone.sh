#!/usr/bin/env bash
# Proves what the README promises: a clone in an empty folder, with empty package caches and an empty home, runs both
# commands. The NuGet configuration of the caller is taken along; nothing else is.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=
finish() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT

mkdir -p "$work/home"
for config in .nuget/NuGet/NuGet.Config .config/NuGet/NuGet.Config; do
  if [ -f "$HOME/$config" ]; then mkdir -p "$(dirname "$work/home/$config")" && cp "$HOME/$config" "$work/home/$config"; fi
done
export HOME="$work/home" NUGET_PACKAGES="$work/packages" DOTNET_CLI_HOME="$work/home" DOTNET_NOLOGO=1
unset XDG_DATA_HOME CI

git clone -q "$source" "$work/clone"
cd "$work/clone"

begin=$SECONDS
dotnet build NeuralSearch.AppHost -nologo -clp:NoSummary
echo "Restored and built the AppHost in $((SECONDS - begin)) s."

begin=$(date +%s%N)
dotnet run --project NeuralSearch.AppHost --no-build -- --http-port 17780 --grpc-port 17781 >"$work/server.log" 2>&1 &
server=$!
answer=
for _ in $(seq 1 600); do
  answer=$(curl -s -H 'Content-Type: application/json' -d '{"query":"a robot that wants to be human","collection":"films"}' \
    http://127.0.0.1:17780/v1/search || true)
  case "$answer" in *'"title"'*) break ;; esac
  sleep 0.1
done
case "$answer" in *'"title"'*) ;; *) echo "No film was found within a minute:"; cat "$work/server.log"; exit 1 ;; esac
echo "First film found $((($(date +%s%N) - begin) / 1000000)) ms after the start."
kill -TERM "$server"
wait "$server" || true
server=

begin=$SECONDS
dotnet test NeuralSearch.sln
echo "Built and tested the solution in $((SECONDS - begin)) s."
