/** Work: dismissal, wages, holiday, sick leave. */
export const employmentRules = String.raw`  # --- Work --------------------
  - when: {user: 'json|machine.readable'}
    replies:
      - text: >-
          {"unfair dismissal": "three months less one day", "unpaid wages": "three months less one day", "contract
          claim in court": "six years"}<law/>
  - when: {user: 'conciliat'}
    replies:
      - text: >-
          Within three months less one day of the day you were dismissed. You have to tell the conciliation service
          before you may go to the employment tribunal, and the clock stops while they talk to your employer. You do
          it with a short form, and it is free.<law/>
  - when: {user: 'dismiss|sacked|fired|let go'}
    replies:
      - text: >-
          Yes, you probably still can. A dismissal is unfair when there was no good reason or no fair hearing, and
          both seem open here. Ask for the reasons in writing and keep the letter. <limit>Your claim has to be with
          the employment tribunal within three months less one day of your last day.</limit> <more>Most cases settle
          before anybody sees a judge.</more><law/>
  - when: {user: 'asked|again|still nothing|what next|now what', history: 'wages'}
    replies:
      - text: |-
          Then make it formal, in this order:

          1. Write to your employer, call the letter a grievance and name the month and the amount.
          2. Give seven days to pay.
          3. Take it to the employment tribunal as an unlawful deduction from wages.

          <limit>The tribunal must have your claim within three months less one day of the payday that was missed.</limit><law/><offer/>
  - when: {user: '\b(not|\w+n.t|never|without)\b.*(paid|wages|salary)|unpaid'}
    replies:
      - text: >-
          You are owed those wages, whatever state the business is in. Ask for them in writing today, so that there is
          a date on paper, and say when you expect the money. Keep your payslips and your hours.<law/>
  - when: {user: 'payslip'}
    replies:
      - text: >-
          Start with whoever runs the payroll where you work, and tell them in writing which line is wrong. Your
          employer has to give you a correct payslip on or before payday, with every deduction listed.<line/><law/>
  - when: {user: 'holiday'}
    replies:
      - text: >-
          Yes. When you leave, your employer has to pay you for the holiday you have earned and not taken, and it
          should be in your last payslip. You earn about 5.6 weeks in a full year, so half a year makes 2.8
          weeks.<law/>
  - when: {user: 'sick'}
    replies:
      - text: >-
          Yes, now and then, to ask how you are and when you may be back. Your employer may not press you to work, and
          calls every day would go too far. You can ask for one fixed time a week, or for messages only.<law/>
  - when: {user: 'refuse|turn down|say no|less work', history: 'zero.hours|shifts'}
    replies:
      - text: >-
          Yes, you may turn down a shift on a zero-hours contract, and you may not be punished for it. If your hours
          drop right after you said no, note the dates: that is the evidence you would need. <more>Some employers
          agree to a minimum number of hours when asked.</more><law/>
  - when: {user: 'zero.hours|shift'}
    replies:
      - text: >-
          On a zero-hours contract your employer does not have to offer shifts, and you do not have to take them. You
          still get holiday pay and the minimum wage for every hour you work.<law/>
  - when: {user: 'resign|quit|unbearable|bully'}
    replies:
      - text: >-
          You may have a claim, <plain>because leaving a job that was made unbearable can count as being dismissed
          (lawyers call it constructive dismissal)</plain><legal>pursuant to the doctrine of repudiatory breach,
          hereinafter constructive dismissal</legal>. Raise a grievance in writing before you hand in your notice.
          <limit>After your last day you have three months less one day to claim.</limit> <risk>Many of these claims
          fail, so do not resign before you have spoken to somebody.</risk><law/>
`;
