"""What Vietnamese text is made of: letters, syllables, signs, numbers; knows no files and no
documents.
"""
