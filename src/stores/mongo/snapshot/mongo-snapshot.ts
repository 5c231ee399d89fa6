import type { PortableSnapshot } from '../../contracts/portable-snapshot.js'
import { readMongo } from './read-mongo.js'
import { restoreMongo } from './restore-mongo.js'
import { saveMongo } from './save-mongo.js'

/** The layout of mongodump: `<database>/<collection>.bson` and `.metadata.json`. */
export const mongoSnapshot: PortableSnapshot<'mongo'> = {
  save: saveMongo,
  restore: restoreMongo,
  read: readMongo,
}
