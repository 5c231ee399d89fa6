// Starts the images of the three engines at once with testcontainers, as its documentation shows, and applies the migrations. Prints
// after how many milliseconds of this process this was done. The arguments are the directory in which testcontainers is installed,
// and a JSON file with the images and the migrations.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { runBareClients } from '../bare-migrations.js'

const [directory, file] = process.argv.slice(2)
const { GenericContainer, Wait } = createRequire(`${directory}/`)('testcontainers')
const { images, actions } = JSON.parse(await readFile(file, 'utf8'))
const password = 'bench'

const started = await Promise.all([
  new GenericContainer(images.postgres)
    .withExposedPorts(5432)
    .withEnvironment({ POSTGRES_USER: 'bench', POSTGRES_PASSWORD: password, POSTGRES_DB: 'bench' })
    .withHealthCheck({
      test: ['CMD-SHELL', 'pg_isready -h 127.0.0.1 -U bench -d bench'],
      interval: 250,
      timeout: 1000,
      retries: 1000,
    })
    .withWaitStrategy(Wait.forAll([Wait.forHealthCheck(), Wait.forListeningPorts()]))
    .start(),
  new GenericContainer(images.dynamodb).withExposedPorts(8000).start(),
  new GenericContainer(images.mongo).withExposedPorts(27017).start(),
])
const [postgres, dynamodb, mongo] = started.map(
  (container, index) => `127.0.0.1:${container.getMappedPort([5432, 8000, 27017][index])}`,
)
await runBareClients(
  {
    postgres: { url: `postgres://bench:${password}@${postgres}/bench` },
    dynamodb: {
      endpoint: `http://${dynamodb}`,
      region: 'us-east-1',
      table: 'bench',
      accessKeyId: 'bench',
      secretAccessKey: 'bench',
    },
    mongo: { url: `mongodb://${mongo}/bench` },
  },
  actions,
)
console.log(performance.now())
await Promise.all(started.map((container) => container.stop()))
