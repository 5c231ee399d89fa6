#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`homemanager needs Node 20.19 or newer; this is Node ${process.versions.node}.\nInstall a newer Node and run the command again.`)
  process.exit(5)
}
await import('../dist/cli/main.js')
