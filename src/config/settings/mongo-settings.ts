import { string } from '../../core/schema.js'
import { defaultedSetting, setting, type Settings } from '../setting.js'
import { EXTERNAL, PROTECTED } from './shared-settings.js'
import { databaseUrl, image } from './value-schemas.js'

export const MONGO_SETTINGS = {
  url: setting(
    databaseUrl(
      ['mongodb', 'mongodb+srv'],
      `URL of a running MongoDB or DocumentDB server, with the name of the database as its path; default: mongo.database. ${EXTERNAL}`,
    ),
    'HOMEMANAGER_MONGO_URL',
  ),
  database: defaultedSetting(
    'homemanager_budget',
    string({
      pattern: '^[A-Za-z0-9_-]{1,63}$',
      patternErrorMessage: 'must have 1 to 63 letters, digits, hyphens and underscores',
      description: 'Database name.',
    }),
  ),
  image: image('HOMEMANAGER_MONGO_IMAGE'),
  protected: PROTECTED,
} satisfies Settings
