"""Pictures of goods: of a product for its picker, of damage at the dock, of what came back.

A picture is developed once (`develop`): checked, turned upright, freed of what the camera wrote
into it, brought to a size a screen can use. Then it is kept (`keep`) in the shop's own rows. What
it shows is for the slice that took it: it refers to ``photos`` by its own table.
"""
