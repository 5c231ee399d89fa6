#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`homemanager requires Node.js 20.19 or later; this is Node.js ${process.versions.node}.\nInstall a newer Node.js and run the command again.`)
  process.exit(5)
}
await import('../dist/bundle/main.cjs')
