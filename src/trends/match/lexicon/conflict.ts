/** Words of war, weapons, security and crime; one meaning a line, `name: words and phrases`. */
export const CONFLICT_WORDS = `
attack: attack, strike, air strike, airstrike, assault, raid, bombard, bombardment, bomb, shell, shelling, hit, pound, blitz, barrage, salvo, offensive, ambush, incursion, onslaught, pummel, target, slam
kill: kill, killed, death, dead, die, casualty, fatality, slay, massacre, murder, shot dead, lose their lives, toll, bloodshed, slaughter
wound: wound, injure, injury, hurt, maim
gunfire: gunfire, shooting, open fire, opened fire, shoot, gunman, gunmen, assailant, attacker, shots
explosion: explosion, blast, explode, detonate, detonation, blow up, blew up
missile: missile, rocket, ballistic missile, projectile, icbm, cruise missile, warhead, launch
drone: drone, unmanned aircraft, uav, shahed
warplane: warplane, fighter jet, jet, aircraft, fighter, bomber, sortie, air force, plane
warship: warship, navy, naval, vessel, frigate, destroyer, aircraft carrier, fleet, submarine, patrol ship
ship: ship, vessel, tanker, freighter, cargo vessel, container ship, merchant ship, shipping, carrier, boat, maritime
drill: drill, exercise, war game, manoeuvre, maneuver, live-fire, rehearse, rehearsal, encirclement
blockade: blockade, siege, quarantine, encircle, cut off, seal off, choke, choke off, strangle
troops: troop, soldier, army, military, armed forces, battalion, brigade, division, garrison, serviceman, servicemen, forces, infantry, reservist
base: base, camp, barracks, garrison, outpost, army post
mobilise: mobilise, mobilize, mobilisation, mobilization, conscription, draft, reservist, call-up
militant: militant, insurgent, rebel, jihadist, terrorist, guerrilla, fighter, extremist, islamist, gunman, gunmen, al-qaeda, militia
mercenary: mercenary, paramilitary, wagner, africa corps, soldiers of fortune, private military
proxy: proxy, hezbollah, houthi, hamas, militia
capture: capture, seize, overrun, take control, conquer, occupy, fall to, storm, advance, gain ground
coup: coup, putsch, overthrow, topple, oust, junta, seize power, mutiny
mutiny: mutiny, mutinous, rebellion, disgruntled troops, revolt, uprising, insurrection
truce: ceasefire, truce, cease-fire, armistice, halt hostilities, cessation of hostilities, stop firing, stop fighting, fall silent, lay down arms, peace deal, end hostilities
peace: peace, peace talks, peace deal, peace plan, settlement, reconciliation
war: war, conflict, hostilities, fighting, combat, battle, clash, warfare, invasion
escalate: escalate, escalation, intensify, step up, ratchet up, spiral, flare
calm: calm, restraint, de-escalate, deescalate, de-escalation, defuse, ease tension, step back, cool
threat: threaten, threat, warn, warning, vow, red line, ultimatum, sabre-rattling, all options, retaliate
retaliate: retaliate, retaliation, retaliatory, reprisal, revenge, hit back, response, countermeasure, tit-for-tat
nuclear: nuclear, atomic, uranium, plutonium, fissile, enrichment, enrich, centrifuge, warhead, bomb fuel
nucleartest: nuclear test, test site, underground test, detonate, tunnel, shaft
inspection: inspect, inspection, inspector, monitor, safeguards, watchdog, check
boarding: board, boarding, climb aboard, intercept, seize, detain, halt, stop
arms: arms, weapon, weapons package, munition, ammunition, artillery, military aid, hardware, arms sale, rocket, missile
airdefence: air defence, air defense, intercept, shoot down, downed, patriot, iron dome
sabotage: sabotage, arson, deliberate, tamper, vandalise, on purpose, drag its anchor, cut cable, severed
cable: cable, undersea, subsea, seabed, pipeline
border: border, frontier, crossing, line of control, boundary, line of contact, median line, front line
airspace: airspace, adiz, air defence zone, incursion, fly over, overflight
hostage: hostage, captive, abduct, kidnap, prisoner, prisoner swap, exchange prisoners
refugee: refugee, displaced, flee, evacuate, exodus, asylum, migrant
terror: terror, terrorism, terrorist, extremist, bombing
spy: spy, espionage, intelligence, agent, infiltrate
satellite: satellite, satellite imagery, satellite picture, from space, imagery, image
cyber: cyberattack, cyber attack, hack, hacker, ransomware, malware, breach, intrusion, intruder, cyber, cyber criminal, phishing, data breach, extortion ring
encrypt: encrypt, scramble, lock, paralyse, paralyze, cripple
vulnerability: vulnerability, zero-day, bug, flaw, patch, hole, exploit, fix
leak: leak, stolen, publish, post online, dark web, expose, dump
police: police, officer, law enforcement, europol, interpol, fbi, authorities, detective
arrest: arrest, detain, detention, custody, round up, jail, imprison, capture, held, apprehend, purge
takedown: dismantle, takedown, take down, shut down, bust, crack down, crackdown, seize servers
smuggle: smuggle, smuggling, traffic, trafficking, contraband, divert, reroute, illicit, transship
launder: launder, launderer, laundering, financier, illicit funds
fraud: fraud, fraudulent, scam, embezzle, corruption, bribe, bribery, graft
`
