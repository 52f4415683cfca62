#!/usr/bin/env bash
# The packed package as a user gets it: installed into an empty folder, run with npx, and walked through with curl.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill -KILL -- "-$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

cd "$root"
package=$(npm pack --silent --pack-destination "$work")
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent "./$package"
npx samlet init shop
npx samlet check --strict shop-api
npx samlet init users
cd user-api
npm pkg delete devDependencies.samlet
npm install --no-audit --no-fund --silent "../$package"

npx samlet check
# A process group of its own, as a terminal gives it: Ctrl-C reaches npx and samlet alike.
set -m
npx samlet start --port 3100 --endpoint-port 4666 --json >ready.json &
server=$!
for _ in $(seq 100); do grep -q '"event":"ready"' ready.json && break; sleep 0.2; done
grep -q '"event":"ready"' ready.json || { echo 'samlet did not become ready'; cat ready.json; exit 1; }

api=http://localhost:3100
expect() { # expect <status> <part of the body> <curl arguments...>
  local status=$1 part=$2; shift 2
  local answer; answer=$(curl -sS -w '\n%{http_code}' "$@")
  if [ "${answer##*$'\n'}" != "$status" ] || [[ "$answer" != *"$part"* ]]; then
    echo "curl $* answered"; echo "$answer"; echo "instead of $status with $part"; exit 1
  fi
  echo "ok: curl $*"
  body=${answer%$'\n'*}
}
expect 201 '"name":"Ada Lovelace"' -X POST "$api/users" -H 'Content-Type: application/json' -d '{"name":"Ada Lovelace","email":"ada@example.com"}'
id=$(node -p 'JSON.parse(process.argv[1]).userId' "$body")
expect 200 "$id" "$api/users"
expect 200 "$id" "$api/users/$id"
expect 200 '"name":"Ada King"' -X PUT "$api/users/$id" -d '{"name":"Ada King"}'
expect 400 '"field":"email"' -X POST "$api/users" -d '{"name":"x","email":"no"}'
expect 400 'not valid JSON' -X POST "$api/users" -d '{'
expect 404 'User not found' "$api/users/nope"
expect 403 'Missing Authentication Token' "$api/nope"
expect 204 '' -X DELETE "$api/users/$id"
expect 404 'User not found' -X DELETE "$api/users/$id"

kill -INT -- "-$server"
for _ in $(seq 50); do kill -0 "$server" 2>/dev/null || break; sleep 0.2; done
if kill -0 "$server" 2>/dev/null; then echo 'samlet did not stop within 10 seconds'; exit 1; fi
server=
if pgrep -f "$work" >/dev/null; then echo 'a process was left behind:'; pgrep -af "$work"; exit 1; fi
echo 'The packed package works.'
