import { anyObject, boolean, integer, string, stringEnum } from '../../core/schema.js'
import { setting, type Settings } from '../setting.js'

const TABLE =
  'The migrations apply it to a table that homemanager does not run, and migrate status reports differences.'

/** Settings of the table on AWS. Without them, the table stays as it is. */
export const TABLE_SETTINGS = {
  billingMode: setting(
    stringEnum(['PAY_PER_REQUEST', 'PROVISIONED'], { description: `Billing mode. ${TABLE}` }),
  ),
  readCapacity: setting(
    integer({ minimum: 1, description: 'Read capacity units, with billingMode: PROVISIONED. Default: 5.' }),
  ),
  writeCapacity: setting(
    integer({ minimum: 1, description: 'Write capacity units, with billingMode: PROVISIONED. Default: 5.' }),
  ),
  tableClass: setting(
    stringEnum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS'], { description: `Table class. ${TABLE}` }),
  ),
  deletionProtection: setting(boolean({ description: `Whether the table cannot be deleted. ${TABLE}` })),
  pointInTimeRecovery: setting(boolean({ description: `Continuous backups. ${TABLE}` })),
  encryption: setting(
    string({
      pattern: '^(?:aws-owned|aws-managed|arn:[a-z-]+:kms:.+)$',
      patternErrorMessage: 'must be aws-owned, aws-managed or the ARN of a KMS key',
      description: `Key of the encryption at rest: aws-owned, aws-managed or the ARN of a KMS key. ${TABLE}`,
    }),
  ),
  stream: setting(
    stringEnum(['off', 'KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'], {
      description: `What the stream of changes has. ${TABLE}`,
    }),
  ),
  tags: setting(
    anyObject({
      additionalProperties: { type: ['string', 'number', 'boolean'] },
      description: `Tags; others stay as they are. ${TABLE}`,
    }),
  ),
} satisfies Settings

/** The names of these settings. */
export const TABLE_SETTING_NAMES = Object.keys(TABLE_SETTINGS) as readonly (keyof typeof TABLE_SETTINGS)[]
