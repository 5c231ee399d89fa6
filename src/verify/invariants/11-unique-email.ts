import { getStringField } from '../field-access.js'
import { checkEach, defineInvariant, type Subject } from './invariant.js'

/** The id of a user with an email address. */
interface EmailObservation {
  readonly user: string
}

/** Email addresses in lower case. */
const emails: Subject<EmailObservation> = {
  name: 'emails',
  observers: {
    users({ id, fields }, observe) {
      observe((getStringField(fields, 'email') ?? '').toLowerCase(), { user: id })
    },
  },
}

export const uniqueEmail = defineInvariant({
  number: 11,
  name: 'unique-email',
  statement: 'email addresses are unique, ignoring case',
  subjects: [
    checkEach(emails, (email, observations, report) => {
      if (observations.length < 2) return
      const others = `${observations.length - 1} other ${observations.length === 2 ? 'user' : 'users'}`
      for (const { user } of observations) {
        const message = `User ${user} shares the email address ${email} with ${others}.`
        report({ store: 'postgres', id: user, message })
      }
    }),
  ],
})
