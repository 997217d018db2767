/** Invented trends that the reports of the stream move. */
export const definitions = `
id: chaos-shipping
name: Shipping disrupted
question: Will shipping be disrupted for a week?
baselineProbability: 0.2
halfLifeDays: 20
indicators:
  - signal: collision
    direction: escalatory
    weight: 0.3
    description: Ships collide or run aground.
    keywords: [collides, collided, collision]
  - signal: walkout
    direction: escalatory
    weight: 0.2
    description: Dockers strike.
    keywords: [dockers, "walk out", strike]
---
id: chaos-conflict
name: Border conflict
question: Will the border conflict become a war?
baselineProbability: 0.15
halfLifeDays: 30
indicators:
  - signal: shots
    direction: escalatory
    weight: 0.35
    description: Shots are fired at the border.
    keywords: ["warning shots", "border crossing closed", shooting]
  - signal: talks
    direction: deescalatory
    weight: 0.3
    description: Talks and ceasefires.
    keywords: [ceasefire, talks, negotiators]
---
id: chaos-infrastructure
name: Infrastructure fails
question: Will a capital be without power for a day?
baselineProbability: 0.1
halfLifeDays: 15
indicators:
  - signal: blackout
    direction: escalatory
    weight: 0.3
    description: The grid fails.
    keywords: [blackout, "power failure", transformers]
  - signal: attack
    direction: escalatory
    weight: 0.25
    description: Hackers shut systems.
    keywords: [hackers, ransomware, encrypted]
`
