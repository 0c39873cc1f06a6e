"""The chance that protected parties are let down, when absences happen by chance.

In a *draw* each candidate with an availability below 1 is gone with the probability of
1 − availability, independently of all others, and everyone inside it is gone with it. All of them
go at that moment, each until its restore. A protected party is let down where the account of that
absence says so; one that is gone itself is not served either, and counts.

The *worth* of an uncertain party is how much the chances of all protected parties, summed, would
fall if it were always there. It is gone all the same where a unit that contains it is gone. (The
risk reduction of Vesely, Davis, Denning and Saltos, *Measures of Risk Importance and Their
Applications*, NUREG/CR-3385, 1983.)

A lane is a draw. With few uncertain parties every combination of them is a lane, and is
weighed with its probability; else so many are drawn as are asked for.
"""
