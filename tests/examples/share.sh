#!/bin/sh
# Mints a link, finds it in the list, says what a revocation would hit, and revokes it.
# SEALINK_URL is the service, such as https://track.example.com; SEALINK_API_KEY needs the scopes mint, read and
# revoke:own.
set -eu

call() {
    method=$1 path=$2
    shift 2
    curl --silent --show-error --fail-with-body -X "$method" "$SEALINK_URL$path" \
        -H "Authorization: Bearer $SEALINK_API_KEY" -H 'Content-Type: application/json' "$@"
}

# The key makes it safe to try again: the same booking is the same link.
minted=$(call POST /share/links -H "Idempotency-Key: booking-$$-$(date +%s)" -d '{
  "targets": [{"targetType": "CONTAINER", "targetIds": ["SLKU4802194"]}],
  "receiverIds": ["jane@example.com"]
}')
link_id=$(printf '%s' "$minted" | sed 's/.*"linkId":"\([^"]*\)".*/\1/')
echo "minted $link_id"

# Lists may lag by some minutes; the link itself is known at once.
call GET '/share/links?targetType=CONTAINER&targetId=SLKU4802194&state=active' >/dev/null
call GET "/share/links/$link_id" | sed 's/.*"state":"\([^"]*\)".*/it is \1/'
echo

call POST /share/revocations -d "{\"linkId\": \"$link_id\", \"preview\": true}" |
    sed 's/.*"links":\([0-9]*\).*/a revocation hits \1 link/'
echo

call DELETE "/share/links/$link_id"
echo "revoked $link_id"
