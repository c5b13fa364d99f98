"""Words of commands and of tools' names that say what a call does."""

CHANGES = (
    "write edit apply commit push create send post put patch merge deploy delete rename mv cp "
    "sed rm mkdir touch ln chmod chown update insert upload publish install convert save book "
    "move import export fill set add append replace restore migrate upgrade downgrade alter "
    "drop truncate cancel reserve order pay buy transfer submit reply forward schedule click "
    "type archive unarchive enable disable restart start stop reload kill scancel up down "
    "rotate sync rsync scp dump backup tag release rebase reset revert checkout cherry generate "
    "render plot draw compose build_image make_image resize crop merge_pdf split compress unzip "
    "zip tar sign register subscribe unsubscribe invite remove label close open_pr assign "
    "format fix autofix translate patch_file rewrite refactor seed load copy paste exec "
    "run_migration grant revoke mailing notify share pack bundle remux encode trim record print "
    "redact shorten reindex "
)

LOOKS = (
    "read search grep rg list ls find get fetch view cat select log logs status stat describe "
    "query show head tail du df ps whois ocr crawl freebusy inspect scan look explain lsblk "
    "outdated download current plan images history blame branch branches top dig ping whoami "
    "env printenv locate tree wc sort uniq jq yq strings file which nvidia lspci lsof ss "
    "netstat journalctl dmesg last squeue info count measure profile spy trace strace "
    "screenshot open navigate goto lookup browse calendar_read free balance statement inbox "
    "discover identify transcribe exiftool mdb pdf xlsx dry "
)

CHECKS = (
    "test tests pytest jest vitest check checks lint linter eslint mypy ruff tsc flake build "
    "verify validate curl diff compare lighthouse axe depcheck pydocstyle tox nox rspec mocha "
    "cypress playwright bench benchmark unittest phpunit shellcheck clippy typecheck audit "
    "ctest smoke health e2e make compile gradle mvn "
)
